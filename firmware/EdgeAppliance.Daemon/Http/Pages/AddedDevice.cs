namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Secret">The generated password, which is kept nowhere; null where the device brings a credential of its own.</param>
internal sealed record AddedDevice(string Id, string? Secret);
