using System.Text;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What a connection needs of its broker: who is let in, where publishes go, and who is there.</summary>
internal sealed class MqttCore
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly HashSet<MqttConnection> _connections = [];
    private TokenBucket? _connects;
    private double _connectsPerSecond;
    private TaskCompletionSource? _emptied;

    /// <param name="state">Null where nothing outlives the broker.</param>
    public MqttCore(MqttSurroundings around, MqttIntake intake, MqttAccess access, MqttState? state)
    {
        Around = around;
        Intake = intake;
        Access = access;
        State = state;
        Retained = new MqttRetained(around, state);
        Router = new MqttRouter(around, Retained, state);
        Sessions = new MqttSessions(around, state, Unsubscribe, (session, will) => _ = PublishWill(session, will));
    }

    public MqttSurroundings Around { get; }

    public MqttIntake Intake { get; }

    public MqttAccess Access { get; }

    public MqttState? State { get; }

    public MqttRetained Retained { get; }

    public MqttRouter Router { get; }

    public MqttSessions Sessions { get; }

    /// <summary>Those whose connections ended with the last broker, and their wills, which are due.</summary>
    public Queue<(MqttSession Session, LastWill Will)> Ended { get; } = [];

    /// <summary>Told of every publish that is no source's; true where it is done with it.</summary>
    public Func<MqttMessage, bool> OnOther { get; set; } = _ => false;

    public void Add(MqttConnection connection)
    {
        lock (_lock) _connections.Add(connection);
    }

    public void Remove(MqttConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            if (_connections.Count == 0) _emptied?.TrySetResult();
        }
    }

    /// <returns>False where clients come too fast.</returns>
    public bool TryConnect()
    {
        double perSecond = Around.Options.ConnectsPerSecond;
        lock (_lock)
        {
            if (_connects is null || perSecond != _connectsPerSecond) _connects = new TokenBucket(_connectsPerSecond = perSecond, Around.Time);
            if (_connects.Wait() > TimeSpan.Zero) return false;
            _connects.Take(1);
            return true;
        }
    }

    /// <summary>Ends connections whose time is over, sessions and messages likewise. Called once a second.</summary>
    public void Sweep()
    {
        List<MqttConnection>? due = null;
        var utc = Access.Now(Around.Time);
        long nowMs = Around.NowMs;
        lock (_lock)
        {
            foreach (var connection in _connections)
                if (connection.IsDue(nowMs, utc)) (due ??= []).Add(connection);
        }
        foreach (var connection in due ?? []) connection.EndDue(nowMs, utc);
        Sessions.Sweep();
        Retained.Sweep();
    }

    /// <summary>Publishes the wills of those whose connections ended with the last broker. Call once the sources are there, and before a client is.</summary>
    public void PublishEnded()
    {
        while (Ended.TryDequeue(out var ended)) _ = PublishWill(ended.Session, ended.Will);
    }

    /// <summary>Closes all connections without a DISCONNECT, which section 3.14 leaves to the server: clients made of libmosquitto take one, whatever its reason, for the
    /// end, and come again only where the line was just closed, as all others do.</summary>
    /// <returns>Done once all have ended.</returns>
    public Task EndAll()
    {
        MqttConnection[] all;
        lock (_lock)
        {
            all = [.. _connections];
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (all.Length == 0) _emptied.SetResult();
        }
        foreach (var connection in all) connection.End(null);
        return _emptied.Task;
    }

    /// <summary>Whether a client that is here has subscribed to a topic.</summary>
    public bool IsListenedTo(string topic)
    {
        var found = new List<MqttSubscription>();
        Router.Tree.Match(topic, found);
        return found.Exists(subscription => subscription.Session.Connection is not null);
    }

    private void Unsubscribe(IReadOnlyList<MqttSubscription> subscriptions)
    {
        foreach (var subscription in subscriptions) Router.Tree.Remove(subscription);
    }

    /// <summary>A last will is published as if its client had, but that no packet belongs to it and nobody waits for an acknowledgement.</summary>
    private async Task PublishWill(MqttSession session, LastWill will)
    {
        var message = will.Message;
        if (!MqttAccess.MayPublish(session.Device, message.Topic))
        {
            Around.Counters.Count(MqttCount.WillWithheld);
            State?.Drop(will);
            return;
        }
        Around.Counters.Count(MqttCount.WillPublished);
        if (message.ExpirySeconds > 0) message = message with { ExpiresAtMs = Around.NowMs + 1000L * message.ExpirySeconds };
        var read = await TakeWill(message).ConfigureAwait(false);
        Router.Route(message, session, out var kept);
        var done = MqttTasks.Both(read, kept);
        await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Where it failed, the next start publishes it again.
        if (done.IsCompletedSuccessfully) State?.Drop(will);
    }

    /// <returns>Done once it is stored, where its topic is a source's.</returns>
    private async Task<Task> TakeWill(MqttMessage message)
    {
        try
        {
            while (Intake.TryFind(Encoding.UTF8.GetBytes(message.Topic), out var route) && route.Device is not null)
            {
                if (MqttIntake.TryTake(route, new ArrivedPublish(0, false, message.Payload), new PublishMemory(), out _, out var stored)) return stored ?? Task.CompletedTask;
                await stored!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (ObjectDisposedException)
        {
            // The source went meanwhile, and its readings with it.
        }
        return Task.CompletedTask;
    }
}
