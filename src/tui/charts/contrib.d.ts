/** blessed-contrib's own declarations do not compile under today's TypeScript; this is what line-chart.ts uses of it. */
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  interface LineContext {
    moveTo(x: number, y: number): void;
    lineTo(x: number, y: number): void;
    readonly _canvas: { frame(): string };
  }
  export default class Line {
    constructor(options: object);
    readonly ctx: LineContext;
    emit(event: 'attach'): void;
    setData(
      data: readonly {
        readonly x: readonly string[];
        readonly y: readonly number[];
        readonly style: { readonly line: number };
      }[],
    ): void;
  }
}
