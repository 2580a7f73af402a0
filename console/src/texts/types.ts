/** Texts of another language: the same keys, any words. A key that one language lacks does not compile. */
export type Texts<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Texts<Shape[Key]>;
};
