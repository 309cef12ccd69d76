namespace EdgeAppliance.Drivers.Buses;

/// <summary>A transfer on a bus failed. Thrown where it is met and caught by the source, which counts, retries and reports it.</summary>
internal sealed class BusException(BusFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    public BusFault Fault => fault;
}
