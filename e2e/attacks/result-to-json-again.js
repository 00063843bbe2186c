// expect: GuestError | CpuLimit
return {toJSON() { return {again: this, toJSON: this.toJSON}; }};
