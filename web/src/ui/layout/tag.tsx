/** A word for the state of an item: new, pending, archived. */
import type { ReactNode } from 'react';
import style from './tag.module.css';

type Props = { readonly tone?: 'accent' | 'look' | 'trouble' | 'muted'; readonly children: ReactNode };

export const Tag = ({ tone = 'muted', children }: Props) => (
  <span className={style['tag']} data-tone={tone}>
    {children}
  </span>
);
