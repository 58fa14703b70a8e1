/** The frame of the signed-in app: rail or bottom bar, header, page; keys and live news come with it. */
import { useMediaQuery } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { WIDE } from '../theme.ts';
import { BottomBar } from './bottom-bar.tsx';
import { DeedsProvider } from './deeds.tsx';
import { Header } from './header.tsx';
import { Keys } from './keys.tsx';
import { News } from './news.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import style from './shell.module.css';
import { Wholeness } from './wholeness.tsx';

export function Shell() {
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  return (
    <DeedsProvider>
      <News />
      <Keys />
      <Palette />
      <div className={style['shell']} data-wide={wide}>
        {wide && <Rail />}
        <div className={style['body']}>
          <Header wide={wide} />
          <main className={style['main']} id="main">
            <Wholeness />
            <Outlet />
          </main>
        </div>
        {!wide && <BottomBar />}
      </div>
    </DeedsProvider>
  );
}
