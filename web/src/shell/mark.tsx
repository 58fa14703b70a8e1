/** Melo's mark. */
import style from './rail.module.css';

export const Mark = () => <img src="/mark.svg" alt="" className={style['mark']} />;
