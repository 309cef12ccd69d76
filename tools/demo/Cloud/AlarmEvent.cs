namespace EdgeAppliance.Demo.Cloud;

/// <summary>An alarm that the cloud was told was raised or cleared.</summary>
/// <param name="DecidedAt">When the newest of the readings was taken that decided it.</param>
internal sealed record AlarmEvent(string Alarm, bool Active, DateTimeOffset DecidedAt, DateTimeOffset ReceivedAt);
