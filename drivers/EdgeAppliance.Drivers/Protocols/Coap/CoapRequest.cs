namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A request whose body is whole. It lies in the server's buffers: keep nothing of it.</summary>
internal readonly ref struct CoapRequest
{
    public CoapCode Method { get; init; }

    /// <summary>UTF-8, the segments joined by <c>/</c>, which no segment holds.</summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>UTF-8, the parts joined by <c>&amp;</c>.</summary>
    public ReadOnlySpan<byte> Query { get; init; }

    public int ContentFormat { get; init; }

    public int Accept { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Who asks, or whose observation it is.</summary>
    public CoapPeer Peer { get; init; }

    /// <summary>All options, for those that few resources look at.</summary>
    public ReadOnlySpan<byte> OptionBytes { get; init; }

    public bool Has(int option)
    {
        var options = new CoapOptionReader(OptionBytes);
        while (options.TryRead())
            if (options.Number == option) return true;
        return false;
    }

    /// <summary>Whether one of the options of that number has this value, as with ETag and If-Match.</summary>
    public bool Has(int option, ReadOnlySpan<byte> value)
    {
        var options = new CoapOptionReader(OptionBytes);
        while (options.TryRead())
            if (options.Number == option && options.Value.SequenceEqual(value)) return true;
        return false;
    }
}
