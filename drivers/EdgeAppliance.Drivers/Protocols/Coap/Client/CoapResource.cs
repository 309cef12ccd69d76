namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A resource of the device, with the channels that are read from it. Used by the source's thread.</summary>
/// <param name="channels">Places in a row, and JSON pointers.</param>
internal sealed class CoapResource(CoapTarget target, IReadOnlyList<(int Channel, string Pointer)> channels, Action<CoapResource, CoapResponse> notified)
{
    private Action<CoapResponse>? _notified;

    public CoapTarget Target { get; } = target;

    /// <summary>The same one each time, by which the client knows the observation.</summary>
    public Action<CoapResponse> Notified => _notified ??= response => notified(this, response);

    public bool IsObserved { get; set; }

    /// <summary>By then something should have come, as <see cref="TimeProvider.GetTimestamp"/> counts; else the device has forgotten who observes.</summary>
    public long RenewAt { get; set; }

    /// <returns>Whether any number was there.</returns>
    public bool Read(CoapResponse response, Span<double> row)
    {
        bool any = false;
        foreach (var (channel, pointer) in channels)
        {
            row[channel] = CoapValue.Read(response, pointer);
            any |= !double.IsNaN(row[channel]);
        }
        return any;
    }
}
