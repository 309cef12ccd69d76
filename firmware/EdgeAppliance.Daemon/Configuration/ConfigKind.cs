namespace EdgeAppliance.Daemon.Configuration;

internal enum ConfigKind
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}
