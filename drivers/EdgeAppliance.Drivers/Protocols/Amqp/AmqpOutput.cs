namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What a connection sends: frames gather while those before them are written, so that many share a write.</summary>
/// <param name="gate">The connection's lock.</param>
internal sealed class AmqpOutput(Stream stream, Lock gate)
{
    /// <summary>Messages of our own wait while so much is to be written.</summary>
    private const int BytesHigh = 256 * 1024;
    private const int BytesKept = 2 * BytesHigh;

    // Guarded by the lock.
    private AmqpWriter _open = new();
    private AmqpWriter _written = new();
    private bool _running;
    private bool _isGone;
    private TaskCompletionSource? _idle;

    /// <summary>Where frames are written to, under the lock; <see cref="Flush"/> has to follow.</summary>
    public AmqpWriter Writer => _open;

    public int Pending => _open.Length;

    public bool IsFull => _open.Length >= BytesHigh;

    /// <summary>Anything was sent since this was last set.</summary>
    public bool HasSent { get; set; }

    /// <summary>Room was made; called under the lock.</summary>
    public Action WhenWritten { get; set; } = () => { };

    /// <summary>Under the lock.</summary>
    public void Flush()
    {
        if (_isGone) _open.Clear();
        if (_running || _open.Length == 0) return;
        _running = true;
        _ = Task.Run(WriteAsync);
    }

    /// <summary>Done once all is written that was to be, or nothing can be any more.</summary>
    public Task Idle()
    {
        lock (gate) return _running ? (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TrySwap()) await stream.WriteAsync(_written.Written).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection has ended; its receive loop sees it too.
            lock (gate) _isGone = true;
            End();
        }
    }

    private bool TrySwap()
    {
        lock (gate)
        {
            HasSent = true;
            if (_written.Capacity > BytesKept) _written = new AmqpWriter();
            _written.Clear();
            WhenWritten();
            (_open, _written) = (_written, _open);
            if (_written.Length > 0) return true;
        }
        End();
        return false;
    }

    private void End()
    {
        lock (gate)
        {
            _running = false;
            // Something may have been added since the last look.
            if (!_isGone && _open.Length > 0) Flush();
            if (_running) return;
            _idle?.TrySetResult();
            _idle = null;
        }
    }
}
