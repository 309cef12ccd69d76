namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Where a body is wrong, as its sender can find it.</summary>
/// <param name="Pointer">Into JSON.</param>
/// <param name="Line">From 1; with <paramref name="Column"/>, in bytes from 1.</param>
internal sealed record PostPlace(string? Pointer, int? Line, int? Column)
{
    public static PostPlace Of(PostFormat format, ReadOnlySpan<byte> body, in PostFault fault)
    {
        if (fault.Within is { } within) return new PostPlace(within, null, null);
        if (fault.At < 0 || format is PostFormat.SenMlCbor) return new PostPlace(null, null, null);
        if (format is PostFormat.Cbor or PostFormat.Binary) return new PostPlace(null, 1, fault.At + 1);
        var before = body[..Math.Min(fault.At, body.Length)];
        int line = 1 + before.Count((byte)'\n');
        int column = before.Length - before.LastIndexOf((byte)'\n');
        bool isJson = format is PostFormat.Json or PostFormat.SenMlJson or PostFormat.CloudEvent or PostFormat.CloudEvents;
        return new PostPlace(isJson ? JsonPlace.Of(body, fault.At) : null, line, column);
    }
}
