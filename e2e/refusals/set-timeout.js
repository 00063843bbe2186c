// says: ReferenceError: setTimeout is not defined: time stands still while code runs, so there are no timers
setTimeout(() => 1, 1000)
