namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>One link of <c>.well-known/core</c> (RFC 6690).</summary>
/// <param name="Path">Without the first slash.</param>
internal sealed record CoapLink(string Path)
{
    public string? ResourceType { get; init; }

    public string? Interface { get; init; }

    public string? Title { get; init; }

    /// <summary>Numbers apart by blanks.</summary>
    public string? ContentFormats { get; init; }

    public bool IsObservable { get; init; }
}
