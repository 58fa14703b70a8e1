/** Melo's mark. */
import style from './rail.module.css';

export const Mark = () => <img src="/melo.svg" alt="" className={style['mark']} />;
