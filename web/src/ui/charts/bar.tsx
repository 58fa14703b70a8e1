/** A bar for the used part of a limit, with a marker for the elapsed part of the period. */
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { writePercent } from '../../i18n/amounts.ts';
import style from './bar.module.css';

type Props = {
  readonly label: string;
  /** Percent used; above 100 is over the limit. */
  readonly percent: number;
  /** Elapsed percent of the period; undefined when it is over or has not started. */
  readonly pace?: number | undefined;
  readonly tone: 'calm' | 'look' | 'trouble';
};

const FULL = 100;

export function Bar({ label, percent, pace, tone }: Props) {
  const { locale } = useCurrentHousehold();
  const shown = Math.min(Math.max(percent, 0), FULL);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> can hold neither a tone nor the marker of the pace
    <div
      className={style['track']}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={FULL}
      aria-valuenow={shown}
      aria-valuetext={writePercent(percent, locale)}
    >
      <div className={style['fill']} data-tone={tone} style={{ inlineSize: `${shown}%` }} />
      {pace !== undefined && <div className={style['pace']} style={{ insetInlineStart: `${pace}%` }} />}
    </div>
  );
}
