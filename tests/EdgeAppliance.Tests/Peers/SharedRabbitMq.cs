namespace EdgeAppliance.Tests.Peers;

/// <summary>One RabbitMQ for all tests of a class: it takes its time to start. Null where it is not installed.</summary>
public sealed class SharedRabbitMq : IAsyncLifetime
{
    internal RabbitMq? Broker { get; private set; }

    public async Task InitializeAsync() => Broker = File.Exists(RabbitMq.Program) ? await RabbitMq.Start() : null;

    public Task DisposeAsync()
    {
        Broker?.Dispose();
        return Task.CompletedTask;
    }
}
