using System.Net;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Http;

/// <param name="EndPoints"><c>listen.http</c>, which the configuration has checked; port 0 lets the system choose.</param>
/// <param name="StateDirectory">Where the tokens and uploads are, and the socket <c>control.sock</c> is made.</param>
internal sealed record HttpHostOptions(IReadOnlyList<IPEndPoint> EndPoints, string StateDirectory)
{
    /// <summary><c>listen.https</c>.</summary>
    public IReadOnlyList<IPEndPoint> SecureEndPoints { get; init; } = [];

    /// <summary>What is shown to those that connect by TLS, asked at each connection; null where there is nothing to show.</summary>
    public Func<ServerTls?> Tls { get; init; } = () => null;

    public HttpLimits Limits { get; init; } = new();
}
