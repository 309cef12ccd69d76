namespace EdgeAppliance.Daemon.Http;

/// <summary>What callers may take of the appliance; over a limit a request is refused, a connection closed.</summary>
internal sealed record HttpLimits
{
    public int TcpConnectionsMax { get; init; } = 100;

    /// <summary>Apart from TCP's, so that a crowd there does not lock <c>edgectl</c> out.</summary>
    public int SocketConnectionsMax { get; init; } = 32;

    public int BodyBytesMax { get; init; } = 64 << 10;

    /// <summary>Of an uploaded model bundle.</summary>
    public long UploadBytesMax { get; init; } = 256L << 20;

    /// <summary>What an upload must leave free on the state directory's file system.</summary>
    public long FreeBytesMin { get; init; } = 64L << 20;

    public int HeaderBytesMax { get; init; } = 16 << 10;

    public int RequestLineBytesMax { get; init; } = 4 << 10;

    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);
}
