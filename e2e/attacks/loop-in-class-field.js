// expect: CpuLimit
{
  class Field { value = (() => { for (;;); })(); }
  new Field();
}
