// A visit to Melo by a client that connect-go made from proto/: prints as JSON what it saw.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"connectrpc.com/connect"

	"melo.example/client/gen/buf/validate"
	"melo.example/client/gen/google/rpc"
	accountsv1 "melo.example/client/gen/melo/accounts/v1"
	"melo.example/client/gen/melo/accounts/v1/accountsv1connect"
	moneyv1 "melo.example/client/gen/melo/money/v1"
	notificationsv1 "melo.example/client/gen/melo/notifications/v1"
	"melo.example/client/gen/melo/notifications/v1/notificationsv1connect"
	transactionsv1 "melo.example/client/gen/melo/transactions/v1"
	"melo.example/client/gen/melo/transactions/v1/transactionsv1connect"
	usersv1 "melo.example/client/gen/melo/users/v1"
	"melo.example/client/gen/melo/users/v1/usersv1connect"
)

const (
	wait     = 30 * time.Second
	deadline = 60 * time.Second
	password = "eleven calm foxes count tides"
)

type Rejection struct {
	Code   string   `json:"code"`
	Reason string   `json:"reason"`
	Domain string   `json:"domain"`
	Fields []string `json:"fields"`
}

type report struct {
	AccountID string            `json:"accountId"`
	Created   []string          `json:"created"`
	Pages     [][]string        `json:"pages"`
	Amounts   map[string]string `json:"amounts"`
	Changed   string            `json:"changed"`
	Household string            `json:"household"`
	Rejected  Rejection         `json:"rejected"`
	Invalid   Rejection         `json:"invalid"`
	Outsider  Rejection         `json:"outsider"`
}

func main() {
	address, ca, mail, email, day, protocol := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(must(os.ReadFile(ca)))
	web := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}}
	var options []connect.ClientOption
	switch protocol {
	case "grpc":
		options = append(options, connect.WithGRPC())
	case "connect":
	default:
		panic("no such protocol: " + protocol)
	}
	ctx, end := context.WithTimeout(context.Background(), deadline)
	defer end()
	seen := visit(ctx, web, "https://"+address, mail, email, day, options)
	if err := json.NewEncoder(os.Stdout).Encode(seen); err != nil {
		panic(err)
	}
}

func visit(ctx context.Context, web *http.Client, base, mail, email, day string, options []connect.ClientOption) report {
	auth := usersv1connect.NewAuthServiceClient(web, base, options...)
	must(auth.Register(ctx, connect.NewRequest(&usersv1.RegisterRequest{
		Email: email, Password: password, Name: "Go", RequestId: requestID(),
	})))
	must(auth.VerifyEmail(ctx, connect.NewRequest(&usersv1.VerifyEmailRequest{
		Token: mailedToken(mail, email), Password: password, RequestId: requestID(),
	})))
	session := must(auth.SignIn(ctx, connect.NewRequest(&usersv1.SignInRequest{
		Email: email, Password: password, RequestId: requestID(),
	})))

	signed := append([]connect.ClientOption{connect.WithInterceptors(&bearer{session.Msg.AccessToken})}, options...)
	accounts := accountsv1connect.NewAccountServiceClient(web, base, signed...)
	transactions := transactionsv1connect.NewTransactionServiceClient(web, base, signed...)
	notifications := notificationsv1connect.NewNotificationServiceClient(web, base, signed...)

	watching := must(notifications.WatchNotifications(ctx, connect.NewRequest(&notificationsv1.WatchNotificationsRequest{})))
	defer watching.Close()
	if !watching.Receive() { // It is open.
		panic(watching.Err())
	}

	account := must(accounts.CreateAccount(ctx, connect.NewRequest(&accountsv1.CreateAccountRequest{
		Account: &accountsv1.Account{
			Name: "Savings", Type: accountsv1.AccountType_ACCOUNT_TYPE_SAVINGS, OpeningDate: day, OpeningBalance: euros(0),
		},
		RequestId: requestID(),
	}))).Msg.Account
	spend := func(units int64, accountID, postingDate string) (string, error) {
		made, err := transactions.CreateTransaction(ctx, connect.NewRequest(&transactionsv1.CreateTransactionRequest{
			Transaction: &transactionsv1.Transaction{AccountId: accountID, PostingDate: postingDate, Amount: euros(units)},
			RequestId:   requestID(),
		}))
		if err != nil {
			return "", err
		}
		return made.Msg.Transaction.Id, nil
	}

	seen := report{AccountID: account.Id, Household: account.HouseholdId, Amounts: map[string]string{}}
	for _, units := range []int64{1<<53 + 1, -(1<<53 + 1), -1} {
		seen.Created = append(seen.Created, must(spend(units, account.Id, day)))
	}
	for token, more := "", true; more; more = token != "" {
		answer := must(transactions.ListTransactions(ctx, connect.NewRequest(&transactionsv1.ListTransactionsRequest{
			PageSize: 2, PageToken: token,
		}))).Msg
		page := []string{}
		for _, one := range answer.Transactions {
			page = append(page, one.Id)
			seen.Amounts[one.Id] = strconv.FormatInt(one.Amount.MinorUnits, 10)
		}
		seen.Pages = append(seen.Pages, page)
		token = answer.NextPageToken
	}
	for seen.Changed == "" && watching.Receive() {
		seen.Changed = watching.Msg().GetChange().GetHouseholdId()
	}
	_, err := spend(1, requestID(), day)
	seen.Rejected = rejection(err)
	_, err = spend(1, account.Id, "tomorrow")
	seen.Invalid = rejection(err)
	outsider := accountsv1connect.NewAccountServiceClient(web, base, options...)
	_, err = outsider.ListAccounts(ctx, connect.NewRequest(&accountsv1.ListAccountsRequest{}))
	seen.Outsider = rejection(err)
	return seen
}

// rejection reads code, google.rpc.ErrorInfo and buf.validate.Violations of a rejected call.
func rejection(err error) Rejection {
	said := Rejection{Code: "OK", Fields: []string{}}
	var told *connect.Error
	if !errors.As(err, &told) {
		return said
	}
	said.Code = strings.ToUpper(told.Code().String())
	for _, detail := range told.Details() {
		switch value := must(detail.Value()).(type) {
		case *rpc.ErrorInfo:
			said.Reason, said.Domain = value.Reason, value.Domain
		case *validate.Violations:
			for _, violation := range value.Violations {
				var names []string
				for _, part := range violation.GetField().GetElements() {
					names = append(names, part.GetFieldName())
				}
				said.Fields = append(said.Fields, strings.Join(names, "."))
			}
		}
	}
	return said
}

// bearer shows the access token with every call.
type bearer struct{ token string }

func (b *bearer) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, request connect.AnyRequest) (connect.AnyResponse, error) {
		request.Header().Set("Authorization", "Bearer "+b.token)
		return next(ctx, request)
	}
}

func (b *bearer) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return func(ctx context.Context, spec connect.Spec) connect.StreamingClientConn {
		stream := next(ctx, spec)
		stream.RequestHeader().Set("Authorization", "Bearer "+b.token)
		return stream
	}
}

func (b *bearer) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}

var link = regexp.MustCompile(`verify\?token=([\w.-]+)`)

// mailedToken is the token of the verifying mail in the mail catcher.
func mailedToken(mail, email string) string {
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		answer := must(http.Get(mail + "/api/email"))
		var mails []struct {
			Text string
			To   []struct{ Address string }
		}
		err := json.NewDecoder(answer.Body).Decode(&mails)
		answer.Body.Close()
		if err != nil {
			panic(err)
		}
		for _, one := range mails {
			found := link.FindStringSubmatch(one.Text)
			for _, to := range one.To {
				if found != nil && strings.EqualFold(to.Address, email) {
					return found[1]
				}
			}
		}
	}
	panic("no verifying mail to " + email)
}

func euros(minorUnits int64) *moneyv1.Money {
	return &moneyv1.Money{CurrencyCode: "EUR", MinorUnits: minorUnits}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
