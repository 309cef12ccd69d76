namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>A command that a device has not answered yet.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="UntilMs">When it is told no more, by the same clock as it came.</param>
internal sealed record CoapCommand(byte[] Correlation, string Name, byte[] Json, long UntilMs)
{
    public string Id { get; } = Convert.ToHexStringLower(Correlation);
}
