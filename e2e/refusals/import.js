// says: Error: Operation is not allowed for: fs
await import("fs")
