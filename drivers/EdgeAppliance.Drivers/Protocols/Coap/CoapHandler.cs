namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a server serves. Called under the server's lock: it must not block.</summary>
internal abstract class CoapHandler
{
    public abstract CoapAnswer Handle(in CoapRequest request);

    /// <param name="path">As in <see cref="CoapRequest.Path"/>.</param>
    public virtual bool IsObservable(ReadOnlySpan<byte> path) => false;
}
