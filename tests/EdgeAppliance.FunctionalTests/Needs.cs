namespace EdgeAppliance.FunctionalTests;

/// <summary>What a test needs of the machine beside .NET.</summary>
[Flags]
internal enum Needs
{
    Nothing = 0,

    /// <summary>mosquitto, which stands for the cloud.</summary>
    Mosquitto = 1,

    /// <summary>May mount file systems.</summary>
    Root = 2,

    /// <summary>libfaketime, which sets one process's clock.</summary>
    FakeTime = 4,

    /// <summary>Nothing keeps the machine's clock right: else the daemon knows it to be.</summary>
    ClockNotSet = 8,

    /// <summary>mosquitto_pub and mosquitto_sub, which stand for devices.</summary>
    MosquittoClients = 16,

    /// <summary>pymodbus of the system's Python, which stands for Modbus devices.</summary>
    Pymodbus = 32,

    /// <summary>socat, which joins two terminals as a cable joins serial ports.</summary>
    Socat = 64,

    /// <summary>A virtual CAN bus.</summary>
    Vcan = 128,

    /// <summary>nginx, which hands out a fleet's repository.</summary>
    Nginx = 256,
}
