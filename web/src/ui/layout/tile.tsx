/** A card. Its title can link to the page with the details. */
import { IconChevronRight } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sizes } from '../../app/theme.ts';
import style from './tile.module.css';

type Props = {
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly to?: LinkProps['to'];
  readonly search?: LinkProps['search'];
  readonly children: ReactNode;
  /** Lets rows reach the card's edges. */
  readonly flush?: boolean;
};

export function Tile({ title, aside, to, search, children, flush = false }: Props) {
  return (
    <section className={style['tile']} aria-label={title}>
      {title && (
        <header className={style['header']}>
          <h2 className={style['title']}>
            {to ? (
              <Link to={to} search={search as never} className={style['link']}>
                {title}
                <IconChevronRight size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />
              </Link>
            ) : (
              title
            )}
          </h2>
          {aside && <div className={style['aside']}>{aside}</div>}
        </header>
      )}
      <div className={flush ? style['flush'] : style['content']}>{children}</div>
    </section>
  );
}
