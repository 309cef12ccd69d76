using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>How many connections of a protocol may be open, those that have not said who they are among them. Ports that share it share the number.</summary>
/// <param name="max">Of now: a reload may change it.</param>
/// <param name="onFull">Told of each that finds no place.</param>
internal sealed partial class TcpPlaces(string protocol, Func<int> max, Action onFull, ILogger logger)
{
    private int _open;
    private bool _isFull;

    /// <returns>False where there is no place; else <see cref="Leave"/> has to follow.</returns>
    public bool TryEnter()
    {
        int most = max();
        bool entered = Interlocked.Increment(ref _open) <= most;
        if (!entered)
        {
            Interlocked.Decrement(ref _open);
            onFull();
            if (!_isFull) Log.Full(logger, protocol, most);
        }
        _isFull = !entered;
        return entered;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Warning, "A further {Protocol} connection is closed at once: {Max} are open.")]
        public static partial void Full(ILogger logger, string protocol, int max);
    }
}
