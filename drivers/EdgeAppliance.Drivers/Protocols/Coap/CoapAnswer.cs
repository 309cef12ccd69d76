namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A reply, at once or once a task is done.</summary>
/// <param name="After">Where it is set: the reply goes out once it is done.</param>
/// <param name="Otherwise">The reply where <paramref name="After"/> fails.</param>
internal readonly record struct CoapAnswer(CoapReply Reply, Task? After = null, CoapReply? Otherwise = null)
{
    public static implicit operator CoapAnswer(CoapReply reply) => new(reply);
}
