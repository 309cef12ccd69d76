using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>Connects to brokers of AMQP 1.0: by password where a user is configured, else by certificate where there is one, else as nobody.</summary>
/// <param name="container">What we call ourselves.</param>
/// <param name="now">The time that certificates are checked against.</param>
internal sealed class AmqpDial(AmqpBroker broker, string container, Func<DateTimeOffset> now, TimeProvider time)
{
    private static readonly TimeSpan s_answerMost = TimeSpan.FromSeconds(10);

    /// <param name="handler">What comes in is its.</param>
    /// <param name="settings">Changes what both ends take.</param>
    /// <returns>An open connection with a session.</returns>
    /// <exception cref="LinkException">There is no connection to be had.</exception>
    public async Task<(AmqpConnection Connection, AmqpSession Session)> Connect(AmqpHandler handler, Func<AmqpSettings, AmqpSettings> settings, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(broker.KeepAlive < s_answerMost ? broker.KeepAlive : s_answerMost);
        ServerTrust? trust = null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, limit.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            // Certificates are read anew, so that renewed ones are taken with the next connection.
            if (broker.IsSecure) stream = await Encrypt(stream, trust = ServerTrust.Of(broker.Tls, now), limit.Token).ConfigureAwait(false);
            return await Open(stream, handler, settings(Settings()), limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not (LinkException or OutOfMemoryException) && !(failed is OperationCanceledException && stop.IsCancellationRequested))
        {
            socket.Dispose();
            throw new LinkException(trust?.Refusal ?? Text(failed), failed);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private AmqpSettings Settings() => new(container) { Host = broker.OpenHost, IdleMax = broker.KeepAlive };

    private async Task<(AmqpConnection Connection, AmqpSession Session)> Open(Stream stream, AmqpHandler handler, AmqpSettings settings, CancellationToken stop)
    {
        var receiver = new StreamReceiver(stream);
        var (mechanism, response) = Credential();
        await AmqpGreeting.Greet(stream, receiver, mechanism, response, stop).ConfigureAwait(false);
        var connection = new AmqpConnection(stream, settings, handler, time);
        _ = Run(connection, receiver);
        connection.Open();
        await connection.Opened.WaitAsync(stop).ConfigureAwait(false);
        return (connection, connection.Begin());
    }

    private (string Mechanism, byte[] Response) Credential()
    {
        if (broker.User is { } user) return (AmqpDoor.Plain, AmqpGreeting.Plain(user, broker.Password?.Reveal() ?? ""));
        return broker.Tls.CertificateFile is null ? (AmqpDoor.Anonymous, []) : (AmqpDoor.External, []);
    }

    private async Task<Stream> Encrypt(Stream stream, ServerTrust trust, CancellationToken stop)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = broker.Host,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors),
        };
        if (broker.Tls is { CertificateFile: { } certificate, KeyFile: { } key }) options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        await secure.AuthenticateAsClientAsync(options, stop).ConfigureAwait(false);
        return secure;
    }

    private static async Task Run(AmqpConnection connection, StreamReceiver receiver)
    {
        using (receiver) await connection.Run(receiver, CancellationToken.None).ConfigureAwait(false);
    }

    private static string Text(Exception failed) => failed switch
    {
        OperationCanceledException => "the broker did not answer in time",
        AuthenticationException or CryptographicException or SocketException or AmqpException => failed.Message,
        _ => failed.GetBaseException().Message,
    };
}
