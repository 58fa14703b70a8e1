/** Melo's logo. */
import style from './sidebar/sidebar.module.css';

export const Logo = () => <img src="/mark.svg" alt="" className={style['mark']} />;
