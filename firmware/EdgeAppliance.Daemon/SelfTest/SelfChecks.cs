namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>The checks of <c>--self-test</c>, in the order of the readings path.</summary>
internal static class SelfChecks
{
    public static IReadOnlyList<SelfCheck> Short { get; } =
    [
        new("clock", ClockCheck.Run),
        new("payload", PayloadCheck.Run),
        new("store", StoreCheck.Run),
        new("model", ModelCheck.Run),
        new("mqtt", MqttCheck.Run),
    ];

    /// <summary>With what takes a while: for a new kind of board, or a binary made for another architecture than the builder's.</summary>
    public static IReadOnlyList<SelfCheck> Long { get; } =
    [
        .. Short,
        new("outbox", OutboxCheck.Run),
        new("models", ShippedModelsCheck.Run),
        new("inference", InferenceCheck.Run),
    ];
}
