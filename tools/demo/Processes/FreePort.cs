using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Demo.Processes;

/// <summary>A port for a program that cannot be told to let the system choose and then say which (mosquitto, nginx).</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
