using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>A connection by TLS. A certificate is asked for and none is insisted on: who needs one says so itself, in words.</summary>
/// <param name="Chain">What the client sent beside its certificate.</param>
internal sealed record SecureConnection(X509Certificate2Collection Chain)
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    /// <summary>Every connection of the listener is secured, with what is shown at that time.</summary>
    public static void AddTo(ListenOptions listener, Func<ServerTls?> tls) => listener.UseHttps(new TlsHandshakeCallbackOptions
    {
        HandshakeTimeout = s_handshake,
        OnConnection = context =>
        {
            var chain = new X509Certificate2Collection();
            context.Connection.Features.Set(new SecureConnection(chain));
            var shown = tls() ?? throw new ConnectionAbortedException("There is no certificate.");
            return ValueTask.FromResult(shown.Options(chain));
        },
    });
}
