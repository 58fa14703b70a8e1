/** Follows the notification stream while the app is open. A new alert appears as a toast in the visible tab. */
import { notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { follow } from '../api/notification-stream.ts';

const SHOWN_MS = 10_000;

export function NotificationToasts() {
  const router = useRouter();
  useEffect(() => {
    const over = new AbortController();
    follow(over.signal, ({ id, title, body, path }) => {
      if (document.visibilityState !== 'visible') return;
      const go = () => {
        notifications.hide(id);
        if (path) router.history.push(path);
      };
      notifications.show({
        id,
        title,
        message: body,
        autoClose: SHOWN_MS,
        withBorder: true,
        color: 'yellow',
        onClick: go,
      });
    });
    return () => over.abort();
  }, [router]);
  return null;
}
