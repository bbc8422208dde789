# Stands for a runtime that has started a server, as a shell that runs a file is taken for one; it starts in a tenth of Node's time.
"$@"
exit $?
