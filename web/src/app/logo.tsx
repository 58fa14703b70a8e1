/** Melo's mark. */
import style from './sidebar.module.css';

export const Mark = () => <img src="/mark.svg" alt="" className={style['mark']} />;
