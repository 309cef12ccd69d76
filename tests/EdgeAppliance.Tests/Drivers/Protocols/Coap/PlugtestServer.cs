using System.Net;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>The plugtests' resources on a UDP port of this machine.</summary>
internal sealed class PlugtestServer : IDisposable
{
    private readonly CoapUdpListener _listener;

    public PlugtestServer(CoapLimits? limits = null, CoapTimes? times = null)
    {
        Server = new CoapServer(Handler, limits ?? CoapLimits.Default, times ?? CoapTimes.Default, TimeProvider.System, new Random(1));
        _listener = new CoapUdpListener(new IPEndPoint(IPAddress.Loopback, 0), Server, new Random(2));
        _listener.Start();
    }

    public PlugtestHandler Handler { get; } = new();

    public CoapServer Server { get; }

    public int Port => _listener.EndPoint.Port;

    public void Dispose()
    {
        _listener.Dispose();
        Server.Dispose();
    }
}
