using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>What a line puts around requests and answers, and how it knows an answer that is for the request which it sent last.
/// Used by one thread at a time; allocates nothing where all goes well.</summary>
internal abstract class ModbusFraming(ByteLink link, TimeProvider time) : IDisposable
{
    /// <summary>Answers to others, or too late, that one request may be followed by: then the line is not to be trusted.</summary>
    protected const int ForeignMax = 32;

    /// <summary>Answers that were passed over, because they were not for the request that was sent last.</summary>
    public long Foreign { get; protected set; }

    protected ByteLink Link => link;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <returns>The answer's bytes.</returns>
    /// <exception cref="BusException">There was none in time, or none that can be read.</exception>
    public abstract int Exchange(byte unit, ReadOnlySpan<byte> request, Span<byte> answer, TimeSpan timeout);

    /// <summary>Whether the stream of bytes cannot be taken up again behind this fault.</summary>
    public abstract bool IsBroken(BusFault fault);

    public void Dispose() => link.Dispose();

    protected long After(TimeSpan timeout) => time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);

    protected TimeSpan Left(long until)
    {
        long now = time.GetTimestamp();
        return until > now ? time.GetElapsedTime(now, until) : TimeSpan.Zero;
    }

    protected BusException NoAnswer(byte unit) => new(BusFault.NoAnswer, $"{link.Place}: unit {unit} does not answer.");

    protected BusException Unreadable(byte unit, string why) => new(BusFault.Checksum, $"{link.Place}: what came for unit {unit} {why}.");
}
