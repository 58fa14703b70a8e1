/** The hue of a category, beside its name. */
import style from './dot.module.css';

export const hue = (index: number): string => `var(--melo-hue-${index})`;

export function Dot({ index }: { readonly index: number }) {
  return <span className={style['dot']} style={{ background: hue(index) }} aria-hidden />;
}
