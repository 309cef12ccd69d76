using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A stream of bytes to a field device: a TCP connection or a serial port. Opened when it is made. One thread reads; writes may come from another, one at a time.</summary>
internal abstract class ByteLink : IDisposable
{
    /// <summary>Where it leads, for errors.</summary>
    public abstract string Place { get; }

    /// <summary>Time that a byte takes on the wire; nothing where that does not matter.</summary>
    public virtual TimeSpan ByteTime => TimeSpan.Zero;

    /// <returns>Bytes read; 0 where none came in time, or the source is to end.</returns>
    /// <exception cref="BusException">The link is gone.</exception>
    public abstract int Read(Span<byte> bytes, TimeSpan timeout);

    /// <exception cref="BusException">The link is gone.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    public abstract void Dispose();

    /// <summary>It ended.</summary>
    protected BusException Gone(string why) => new(BusFault.Unplugged, $"{Place}: {why}.");
}
