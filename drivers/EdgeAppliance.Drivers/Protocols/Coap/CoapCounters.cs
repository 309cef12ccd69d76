namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a server met. Any thread counts, any reads.</summary>
internal sealed class CoapCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<CoapCount>().Length];

    public long this[CoapCount what] => Interlocked.Read(ref _counts[(int)what]);

    public void Count(CoapCount what) => Interlocked.Increment(ref _counts[(int)what]);
}
