/** A notification with its time. Opening it marks it as read and shows the page that it concerns. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { write } from '../../api/mutations.ts';
import { numericLocale } from '../../i18n/locale.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import style from './alert-row.module.css';

/** Marks notifications as read; without IDs, all of them. */
export const useMarkRead = () => (ids: string[]) => {
  write(NotificationService.method.markNotificationsRead, { ids }, 'alerts').catch(showFailure);
};

type Props = { readonly alert: Notification; readonly leave?: () => void };

export function AlertRow({ alert, leave }: Props) {
  const router = useRouter();
  const { user, locale } = useCurrentHousehold();
  const markRead = useMarkRead();
  const unread = alert.readTime === undefined;
  const open = () => {
    if (unread) markRead([alert.id]);
    leave?.();
    if (alert.path) router.history.push(alert.path);
  };
  return (
    <UnstyledButton className={style['row']} data-unread={unread} onClick={open}>
      <span className={style['mark']}>{unread && <VisuallyHidden>{text('alerts.unread')}</VisuallyHidden>}</span>
      <div className={style['text']}>
        <Text size="sm" fw={unread ? 600 : 400}>
          {alert.title}
        </Text>
        {alert.body && (
          <Text size="sm" c="dimmed">
            {alert.body}
          </Text>
        )}
      </div>
      <Text size="xs" c="dimmed" className={style['time']}>
        {alert.createTime && timeOf(timestampDate(alert.createTime), locale, user.timeZone)}
      </Text>
    </UnstyledButton>
  );
}

const timeOf = (date: Date, locale: string, timeZone: string): string =>
  new Intl.DateTimeFormat(numericLocale(locale), { timeStyle: 'short', timeZone: timeZone || 'UTC' }).format(date);
