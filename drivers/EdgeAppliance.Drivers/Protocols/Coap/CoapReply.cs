namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a request is answered. Those that do not change are made once.</summary>
internal sealed record CoapReply(CoapCode Code)
{
    public static CoapReply Changed { get; } = new(CoapCode.Changed);

    public static CoapReply NotFound { get; } = new(CoapCode.NotFound);

    public static CoapReply MethodNotAllowed { get; } = new(CoapCode.MethodNotAllowed);

    public ReadOnlyMemory<byte> Payload { get; init; }

    public int ContentFormat { get; init; } = CoapFormat.None;

    /// <summary>1 to 8 bytes, or none.</summary>
    public ReadOnlyMemory<byte> ETag { get; init; }

    public IReadOnlyList<string> LocationPath { get; init; } = [];

    public IReadOnlyList<string> LocationQuery { get; init; } = [];

    public uint? MaxAgeSeconds { get; init; }

    /// <summary>With 4.13: the largest body that is taken.</summary>
    public uint? Size1 { get; init; }

    public bool IsSuccess => (byte)Code >> 5 == 2;

    /// <summary>An error with a sentence for whoever debugs the client (RFC 7252 section 5.5.2).</summary>
    public static CoapReply Error(CoapCode code, string diagnostic) => new(code) { Payload = System.Text.Encoding.UTF8.GetBytes(diagnostic) };
}
