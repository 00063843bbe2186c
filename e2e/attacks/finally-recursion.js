// expect: CpuLimit
function twice() { try { twice(); } finally { twice(); } }
twice();
