namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A connection's timer: a peer that is silent is told so, one to which nothing was said gets an empty frame (part 2, section 2.4.5), and one that
/// does not answer a close is left.</summary>
/// <remarks>Guarded by the connection's lock, but for <see cref="Dispose"/>.</remarks>
internal sealed class AmqpBeat : IDisposable
{
    /// <summary>How long the peer may take to answer a close.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(500);

    private readonly AmqpConnection _connection;
    private readonly AmqpOutput _output;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _heardAt;
    private bool _isFarewell;

    public AmqpBeat(AmqpConnection connection, AmqpOutput output, TimeProvider time)
    {
        (_connection, _output, _time) = (connection, output, time);
        _heardAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Beat(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Heard() => _heardAt = _time.GetTimestamp();

    /// <param name="remoteIdleMs">After which the peer gives up; 0 where it does not.</param>
    public void Start(uint remoteIdleMs)
    {
        var idleMax = _connection.Settings.IdleMax;
        var beat = (remoteIdleMs is > 0 and var ms && ms < idleMax.TotalMilliseconds ? TimeSpan.FromMilliseconds(ms) : idleMax) / 3;
        if (beat < s_least) beat = s_least;
        _timer.Change(beat, beat);
    }

    /// <summary>The peer was told that it is over.</summary>
    public void SayFarewell()
    {
        _isFarewell = true;
        _timer.Change(Farewell, Farewell);
    }

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        lock (_connection.Gate)
        {
            if (_isFarewell)
            {
                _connection.Break();
                return;
            }
            if (_time.GetElapsedTime(_heardAt) >= _connection.Settings.IdleMax)
            {
                _connection.Handler.Count(AmqpCount.ConnectionsIdle);
                _connection.Close(new AmqpError(AmqpCondition.ResourceLimitExceeded, "The peer was silent for too long."));
                return;
            }
            if (!_output.HasSent)
            {
                _output.Writer.BeginFrame(AmqpFrame.AmqpType, 0);
                _output.Writer.EndFrame();
                _output.Flush();
            }
            _output.HasSent = false;
        }
    }
}
