// expect: GuestError RangeError | CpuLimit
const deeper = () => deeper() + 1;
deeper();
