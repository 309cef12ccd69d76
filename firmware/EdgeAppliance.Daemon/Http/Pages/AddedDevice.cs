namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Secret">The generated password, key or enrolment token, which is told this once; null where the device brings a credential of its own.</param>
internal sealed record AddedDevice(string Id, string? Secret);
