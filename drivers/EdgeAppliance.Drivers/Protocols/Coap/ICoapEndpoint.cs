using System.Net;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>An address that a server listens on, with security or without.</summary>
internal interface ICoapEndpoint : IDisposable
{
    /// <summary>With the port that the system chose.</summary>
    IPEndPoint EndPoint { get; }

    void Start();
}
