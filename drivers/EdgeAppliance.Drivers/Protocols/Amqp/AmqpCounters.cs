namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What a listener met. Any thread counts, any reads.</summary>
internal sealed class AmqpCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<AmqpCount>().Length];

    public long this[AmqpCount what] => Interlocked.Read(ref _counts[(int)what]);

    public void Count(AmqpCount what) => Interlocked.Increment(ref _counts[(int)what]);
}
