// says: ReferenceError: Java is not defined
Java.type("java.lang.System")
