/** The button of the other pages in the bottom bar. */
import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';
import style from './bottom-bar.module.css';

export const MoreButton = (props: UnstyledButtonProps & ComponentPropsWithRef<'button'>) => (
  <UnstyledButton {...props} className={style['entry']}>
    <IconDots size={sizes.icon} stroke={sizes.stroke} aria-hidden />
    {text('app.more')}
  </UnstyledButton>
);
