using Microsoft.AspNetCore.Connections;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>Closes connections over a number; listeners that share it share the number.</summary>
internal sealed class ConnectionLimit(int connectionsMax)
{
    private int _open;

    public void ApplyTo(IConnectionBuilder listener) => listener.Use(next => connection => Hold(connection, next));

    private async Task Hold(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= connectionsMax) await next(connection);
            else connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
