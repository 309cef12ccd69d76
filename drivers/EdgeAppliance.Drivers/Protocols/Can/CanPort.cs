using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A CAN interface: the kernel's, or a simulated one. Opened when it is made. One thread reads; writes may come from another.</summary>
internal abstract class CanPort : IDisposable
{
    /// <summary>Frames that the kernel had no room for.</summary>
    public long Lost { get; protected set; }

    /// <returns>Frames read; 0 where none came in time, or the source is to end.</returns>
    /// <exception cref="BusException">The interface is gone or down.</exception>
    public abstract int Read(Span<CanFrame> frames, TimeSpan timeout);

    /// <exception cref="BusException">It was not sent.</exception>
    public abstract void Write(ref CanFrame frame);

    public abstract void Dispose();
}
