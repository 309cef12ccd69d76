using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Http;

/// <summary>What can be asked of the appliance over HTTP. A refusal is a value; only a fault throws.</summary>
internal interface IApplianceActions
{
    /// <summary>Reads the configuration again and applies it whole, or keeps the old one and tells everything that is wrong.</summary>
    Task<ReloadResult> Reload(CancellationToken stop);

    /// <summary>Begins to install a bundle, and does not wait for its trial: <see cref="ModelsPage.Installs"/> shows how it goes on.</summary>
    /// <param name="path">A bundle's folder or file on this machine. An uploaded file is deleted when the task is done, so it must
    /// be copied or moved until then.</param>
    Task<InstallResult> InstallModel(string path, CancellationToken stop);

    /// <summary>Begins to install a bundle of any kind: <see cref="InstalledPage.Installs"/> shows how it goes on, of a model <see cref="ModelsPage.Installs"/>.</summary>
    /// <inheritdoc cref="InstallModel"/>
    Task<InstallResult> InstallBundle(string path, CancellationToken stop);

    /// <summary>Forgets every version of a configuration, of prompts or of a set; without a configuration the device's own is in force again.</summary>
    /// <returns>False where there is none of this name.</returns>
    Task<bool> ForgetBundle(string name, CancellationToken stop);

    /// <summary>Has the update repository looked into at once, and does not wait for it.</summary>
    /// <returns>False where none is configured, or its root is not there.</returns>
    bool LookForUpdates();

    /// <summary>Makes the pipeline's <c>normalize</c> steps forget what they took for normal and learn it again.</summary>
    Task<RelearnResult> Relearn(string pipeline, CancellationToken stop);

    /// <summary>Tells a source's device something.</summary>
    /// <returns>Null where no source of this name takes commands.</returns>
    Task<CommandOutcome?> Command(string source, string command, JsonElement value, CancellationToken stop);

    /// <summary>Makes a device known, and lets it in from now on.</summary>
    /// <exception cref="FormatException">It is no device.</exception>
    /// <exception cref="ArgumentException">It is known already, or has a certificate of another.</exception>
    AddedDevice AddDevice(NewDevice device);

    /// <summary>Makes a token that is good for one certificate.</summary>
    /// <returns>Null where there is no such device.</returns>
    /// <exception cref="ArgumentException">It can have none.</exception>
    AddedDevice? EnrolDevice(string id, TimeSpan life);

    /// <summary>Lets a device in no more, and ends its connections.</summary>
    /// <returns>False where there is no such device.</returns>
    bool RevokeDevice(string id);

    /// <summary>The same, and forgets the device.</summary>
    /// <inheritdoc cref="RevokeDevice"/>
    bool RemoveDevice(string id);

    /// <summary>Takes readings of a device again that was quarantined or throttled.</summary>
    /// <returns>False where no device of this name is watched.</returns>
    bool ReleaseDevice(string id);

    /// <summary>Takes no readings of a device from now on.</summary>
    /// <inheritdoc cref="ReleaseDevice"/>
    bool QuarantineDevice(string id);

    /// <summary>Releases a device, forgets how it behaves, and learns it anew.</summary>
    /// <inheritdoc cref="ReleaseDevice"/>
    bool RelearnDevice(string id);
}
