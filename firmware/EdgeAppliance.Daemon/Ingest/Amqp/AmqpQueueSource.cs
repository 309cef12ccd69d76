using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Drivers.Protocols.Amqp;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>Takes messages from a broker's queue: 1 connect, with back-off; 2 ask for as many as may be unsettled; 3 each is accepted only once its
/// reading is stored, given back where it could not be, and rejected where it is none; 4 what was not settled when the link went comes again.</summary>
internal sealed partial class AmqpQueueSource : TypedSource
{
    private static readonly TimeSpan s_retryLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryMost = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly AmqpQueueOptions _queue;
    private readonly AmqpDial _dial;
    private readonly AmqpQueueTaker _taker;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly BackOff _backOff = new(s_retryLeast, s_retryMost, new Random());
    private volatile string? _trouble;
    private Task _run = Task.CompletedTask;

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public AmqpQueueSource(AmqpSourceOptions options, ReadingSink sink, KeyMemory? keys, AmqpSurroundings around)
        : base(options with { Path = "+" }, AmqpSource.Type, sink, keys, around.ReadingTime)
    {
        _queue = options.Queue!;
        _time = around.Time;
        _logger = around.Logger;
        _taker = new AmqpQueueTaker(this, _queue.Device, _stop.Token, around);
        _dial = new AmqpDial(_queue.Broker, $"edge-{options.Name}", around.Now, _time);
    }

    public override SourceStatus Status => _trouble is { } why
        ? Intake.Status with { Conditions = [.. Intake.Status.Conditions, NoLink(why)] }
        : Intake.Status;

    public override void Start()
    {
        base.Start();
        _run = Task.Run(Run);
    }

    /// <summary>Settles what was taken, once it is stored.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Dispose();
        await _run;
        _stop.Dispose();
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await TakeUntilLost();
            }
            catch (LinkException why)
            {
                if (_trouble != why.Message) Log.Lost(_logger, Name, why.Message);
                _trouble = why.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(_backOff.Next(), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeUntilLost()
    {
        var (connection, session) = await _dial.Connect(_taker, settings => settings with { CreditMax = (uint)_queue.Credit, MessageBytesMax = Limits.PayloadBytesMax * 2 }, _stop.Token); // 1
        using (connection)
        {
            var link = connection.Attach(session, handle => new AmqpAttach($"edge-{Name}", handle, IsReceiver: true) { HasSource = true, SourceAddress = _queue.Address, HasTarget = true, IsDurable = true }, (own, side) => new AmqpReceiver(own, side)); // 2
            try
            {
                await link.Attached.WaitAsync(_queue.Broker.KeepAlive, _time, _stop.Token);
                _trouble = null;
                _backOff.Reset();
                Log.Attached(_logger, Name, _queue.Address);
                // Ends with the connection, too.
                var why = await link.Gone.WaitAsync(_stop.Token); // 3
                throw new LinkException(why is null ? "the broker ended the link" : $"the broker ended the link: {why}");
            }
            catch (AmqpException e)
            {
                throw new LinkException(e.Message, e);
            }
            catch (TimeoutException e)
            {
                throw new LinkException("the broker did not give the queue in time", e);
            }
            catch (OperationCanceledException)
            {
                await Settle(connection);
                throw;
            }
        }
    }

    /// <summary>What was taken is stored, or not, by the time that this is called for.</summary>
    private async Task Settle(AmqpConnection connection)
    {
        // Waits until all that was taken is stored.
        Dispose();
        await connection.Settled().WaitAsync(s_farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Close(null);
        await ((Task)connection.Ended).WaitAsync(s_farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private HealthCondition NoLink(string why) => new("source.no-link", HealthSeverity.Warning, $"sources.{Name}", $"There is no link to the queue: {why}",
        "Look at the network, and at the source's broker and queue; it is tried again by itself.");

    private static partial class Log
    {
        [LoggerMessage(1223, LogLevel.Information, "Source {Source} takes from {Queue}")]
        public static partial void Attached(ILogger logger, string source, string queue);

        [LoggerMessage(1224, LogLevel.Warning, "Source {Source} has no link: {Why}")]
        public static partial void Lost(ILogger logger, string source, string why);
    }
}
